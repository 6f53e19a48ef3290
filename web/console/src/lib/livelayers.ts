/* The moving layers of the live map: density, bikes, stations. */
import { Popup, type GeoJSONSource, type Map as GlMap, type MapGeoJSONFeature } from 'maplibre-gl'
import type { FeatureCollection, Point } from 'geojson'
import type { MapBikes, MapStation } from './api'
import { cellStep, highCount } from './mapbikes'
import { UNDER_LABELS, statusColour } from './mapstyle'

const NONE: FeatureCollection = { type: 'FeatureCollection', features: [] }
const METRES_PER_DEGREE = 111_320

export function addLayers(map: GlMap) {
	for (const id of ['density', 'bikes', 'stations']) map.addSource(id, { type: 'geojson', data: NONE })
	const under = map.getLayer(UNDER_LABELS) ? UNDER_LABELS : undefined
	map.addLayer({
		id: 'density', type: 'heatmap', source: 'density',
		paint: {
			'heatmap-weight': ['get', 'w'],
			'heatmap-intensity': 1.5,
			'heatmap-radius': 20,
			'heatmap-opacity': 0.86,
			'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(120,170,200,0)', 0.08, 'rgba(150,196,220,0.28)', 0.25, 'rgba(104,166,202,0.55)', 0.5, 'rgba(52,118,170,0.7)', 0.75, 'rgba(44,78,140,0.78)', 1, 'rgba(66,44,112,0.84)']
		}
	}, under)
	map.addLayer({
		id: 'bikes', type: 'circle', source: 'bikes',
		paint: {
			'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 1.8, 16, 3.6, 19, 7],
			'circle-color': ['case', ['get', 'm'], '#1769aa', '#5d6b78'],
			'circle-opacity': ['interpolate', ['linear'], ['get', 'age'], 0, 0.95, 600, 0.5],
			'circle-stroke-color': '#ffffff', 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 14, 0.4, 17, 1.2]
		}
	}, under)
	map.addLayer({
		id: 'stations', type: 'circle', source: 'stations',
		layout: { 'circle-sort-key': ['match', ['get', 'status'], 'online', 0, 'new', 1, 2] },
		paint: {
			'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, ['match', ['get', 'status'], 'online', 0.8, 2.2], 12.5, ['match', ['get', 'status'], 'online', 1.7, 3.4], 15, 4.6, 18, 8.5],
			'circle-color': statusColour,
			'circle-opacity': ['interpolate', ['linear'], ['zoom'], 11, 0.75, 14, 0.95],
			'circle-stroke-color': ['case', ['==', ['get', 'kind'], 'junction'], '#12333f', '#ffffff'],
			'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 12, 0, 13.5, 0.8, 17, ['case', ['==', ['get', 'kind'], 'junction'], 2, 1.2]]
		}
	}, under)
}

const set = (map: GlMap, id: string, data: FeatureCollection) => (map.getSource(id) as GeoJSONSource | undefined)?.setData(data)

export function showStations(map: GlMap, list: readonly MapStation[]) {
	set(map, 'stations', { type: 'FeatureCollection', features: list.map(s => ({ type: 'Feature', id: s.id, properties: { id: s.id, kind: s.kind, status: s.status }, geometry: { type: 'Point', coordinates: [s.lon, s.lat] } })) })
}

export function showBikes(map: GlMap, b: MapBikes) {
	if (b.mode === 'density') {
		const high = highCount(b.cells)
		const step = cellStep(b.cells)
		const px = (step * METRES_PER_DEGREE) / ((78271.5 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom())
		map.setPaintProperty('density', 'heatmap-radius', Math.min(90, Math.max(6, px * 1.15)))
		set(map, 'density', { type: 'FeatureCollection', features: b.cells.map(([lat, lon, n]) => ({ type: 'Feature', properties: { w: Math.min(1.25, n / high), n }, geometry: { type: 'Point', coordinates: [lon, lat] } })) })
		set(map, 'bikes', NONE)
	} else {
		set(map, 'bikes', { type: 'FeatureCollection', features: b.bikes.map(([lat, lon, r, m, age]) => ({ type: 'Feature', properties: { r, m: Boolean(m), age }, geometry: { type: 'Point', coordinates: [lon, lat] } })) })
		set(map, 'density', NONE)
	}
}

export function setVisible(map: GlMap, layers: string[], yes: boolean) {
	for (const id of layers) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', yes ? 'visible' : 'none')
}

/** One popup for what is under the pointer; its content is made by the caller as text nodes, never as HTML. */
export function onPick(map: GlMap, layer: string, content: (f: MapGeoJSONFeature) => HTMLElement) {
	map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
	map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
	map.on('click', layer, e => {
		const f = e.features?.[0]
		if (!f || f.geometry.type !== 'Point') return
		new Popup({ offset: 10, maxWidth: '280px' }).setLngLat((f.geometry as Point).coordinates as [number, number]).setDOMContent(content(f)).addTo(map)
	})
}
